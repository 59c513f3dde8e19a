// SPDX-License-Identifier: GPL-2.0-or-later
// A Lua interpreter: runs the script that comes on standard input, with its arguments, and says how much memory it took.
#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>
#include <lua5.4/lualib.h>
#include <stdio.h>
#include <stdlib.h>

static int traceback(lua_State *state) {
    luaL_traceback(state, state, lua_tostring(state, 1), 1);
    return 1;
}

int main(int argc, char **argv) {
    size_t size = 0, room = 1 << 20, n;
    char *script = malloc(room);
    while ((n = fread(script + size, 1, room - size, stdin)) > 0) size += n;
    lua_State *state = luaL_newstate();
    luaL_openlibs(state);
    lua_newtable(state);
    for (int i = 0; i < argc; i++) lua_pushstring(state, i ? argv[i] : "lua"), lua_rawseti(state, -2, i);
    lua_setglobal(state, "arg");
    lua_pushcfunction(state, traceback);
    if (luaL_loadbuffer(state, script, size, "=script") || lua_pcall(state, 0, 0, -2)) {
        fprintf(stderr, "%s\n", lua_tostring(state, -1));
        return 1;
    }
    lua_gc(state, LUA_GCCOLLECT);
    printf("memory below 64 MB: %d\n", lua_gc(state, LUA_GCCOUNT) < 65536);
    lua_close(state);
    free(script);
    return 0;
}
