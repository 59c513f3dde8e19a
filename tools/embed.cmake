# SPDX-License-Identifier: GPL-2.0-or-later
# Makes a C file of any file: cmake -D INPUT=FILE -D OUTPUT=FILE.c -D NAME=array -P tools/embed.cmake
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
file(WRITE ${OUTPUT} "#include <stddef.h>\nextern const char ${NAME}[];\nextern const size_t ${NAME}_size;\n"
     "const char ${NAME}[] = {${bytes}0};\nconst size_t ${NAME}_size = sizeof ${NAME} - 1;\n")
