// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on disks as they were: hdreg.h.
#include "abi/errno.h"
#include "trace/ioctl_row.h"
#include "trace/print_ioctl.h"

LOCAL_NAMES(commands, "ATA_CMD_???", {0, "ATA_CMD_NOP"}, {3, "ATA_CMD_CFA_REQ_EXT_ERR"}, {6, "ATA_CMD_DSM"},
            {8, "ATA_CMD_DEV_RESET"}, {0xb, "ATA_CMD_REQ_SENSE_DATA"}, {0x10, "ATA_CMD_RESTORE"},
            {0x20, "ATA_CMD_PIO_READ"}, {0x22, "ATA_CMD_READ_LONG"}, {0x23, "ATA_CMD_READ_LONG_ONCE"},
            {0x24, "ATA_CMD_PIO_READ_EXT"}, {0x25, "ATA_CMD_READ_EXT"}, {0x26, "ATA_CMD_READ_QUEUED"},
            {0x27, "ATA_CMD_READ_NATIVE_MAX_EXT"}, {0x29, "ATA_CMD_READ_MULTI_EXT"},
            {0x2a, "ATA_CMD_READ_STREAM_DMA_EXT"}, {0x2b, "ATA_CMD_READ_STREAM_EXT"}, {0x2f, "ATA_CMD_READ_LOG_EXT"},
            {0x30, "ATA_CMD_PIO_WRITE"}, {0x32, "ATA_CMD_WRITE_LONG"}, {0x33, "ATA_CMD_WRITE_LONG_ONCE"},
            {0x34, "ATA_CMD_PIO_WRITE_EXT"}, {0x35, "ATA_CMD_WRITE_EXT"}, {0x36, "ATA_CMD_WRITE_QUEUED"},
            {0x37, "ATA_CMD_SET_MAX_EXT"}, {0x38, "ATA_CMD_CFA_WRITE_NE"}, {0x39, "ATA_CMD_WRITE_MULTI_EXT"},
            {0x3a, "ATA_CMD_WRITE_STREAM_DMA_EXT"}, {0x3b, "ATA_CMD_WRITE_STREAM_EXT"},
            {0x3d, "ATA_CMD_WRITE_FUA_EXT"}, {0x3e, "ATA_CMD_WRITE_QUEUED_FUA_EXT"}, {0x3f, "ATA_CMD_WRITE_LOG_EXT"},
            {0x40, "ATA_CMD_VERIFY"}, {0x42, "ATA_CMD_VERIFY_EXT"}, {0x45, "ATA_CMD_WRITE_UNCORR_EXT"},
            {0x47, "ATA_CMD_READ_LOG_DMA_EXT"}, {0x4a, "ATA_CMD_ZAC_MGMT_IN"}, {0x51, "ATA_CMD_CONFIG_STREAM"},
            {0x57, "ATA_CMD_WRITE_LOG_DMA_EXT"}, {0x5b, "ATA_CMD_TRUSTED_NONDATA"}, {0x5c, "ATA_CMD_TRUSTED_RCV"},
            {0x5d, "ATA_CMD_TRUSTED_RCV_DMA"}, {0x5e, "ATA_CMD_TRUSTED_SND"}, {0x5f, "ATA_CMD_TRUSTED_SND_DMA"},
            {0x60, "ATA_CMD_FPDMA_READ"}, {0x61, "ATA_CMD_FPDMA_WRITE"}, {0x63, "ATA_CMD_NCQ_NON_DATA"},
            {0x64, "ATA_CMD_FPDMA_SEND"}, {0x65, "ATA_CMD_FPDMA_RECV"}, {0x87, "ATA_CMD_CFA_TRANS_SECT"},
            {0x90, "ATA_CMD_EDD"}, {0x91, "ATA_CMD_INIT_DEV_PARAMS"}, {0x92, "ATA_CMD_DOWNLOAD_MICRO"},
            {0x93, "ATA_CMD_DOWNLOAD_MICRO_DMA"}, {0x9f, "ATA_CMD_ZAC_MGMT_OUT"}, {0xa0, "ATA_CMD_PACKET"},
            {0xa1, "ATA_CMD_ID_ATAPI"}, {0xa2, "ATA_CMD_SERVICE"}, {0xb0, "ATA_CMD_SMART"},
            {0xb1, "ATA_CMD_CONF_OVERLAY"}, {0xb4, "ATA_CMD_SANITIZE_DEVICE"}, {0xc0, "ATA_CMD_CFA_ERASE"},
            {0xc4, "ATA_CMD_READ_MULTI"}, {0xc5, "ATA_CMD_WRITE_MULTI"}, {0xc6, "ATA_CMD_SET_MULTI"},
            {0xc8, "ATA_CMD_READ"}, {0xca, "ATA_CMD_WRITE"}, {0xcd, "ATA_CMD_CFA_WRITE_MULT_NE"},
            {0xce, "ATA_CMD_WRITE_MULTI_FUA_EXT"}, {0xd1, "ATA_CMD_CHK_MED_CRD_TYP"}, {0xde, "ATA_CMD_MEDIA_LOCK"},
            {0xdf, "ATA_CMD_MEDIA_UNLOCK"}, {0xe0, "ATA_CMD_STANDBYNOW1"}, {0xe1, "ATA_CMD_IDLEIMMEDIATE"},
            {0xe2, "ATA_CMD_STANDBY"}, {0xe3, "ATA_CMD_IDLE"}, {0xe4, "ATA_CMD_PMP_READ"},
            {0xe5, "ATA_CMD_CHK_POWER"}, {0xe6, "ATA_CMD_SLEEP"}, {0xe7, "ATA_CMD_FLUSH"},
            {0xe8, "ATA_CMD_PMP_WRITE"}, {0xe9, "ATA_CMD_PMP_READ_DMA"}, {0xea, "ATA_CMD_FLUSH_EXT"},
            {0xeb, "ATA_CMD_PMP_WRITE_DMA"}, {0xec, "ATA_CMD_ID_ATA"}, {0xef, "ATA_CMD_SET_FEATURES"},
            {0xf1, "ATA_CMD_SEC_SET_PASS"}, {0xf2, "ATA_CMD_SEC_UNLOCK"}, {0xf3, "ATA_CMD_SEC_ERASE_PREP"},
            {0xf4, "ATA_CMD_SEC_ERASE_UNIT"}, {0xf5, "ATA_CMD_SEC_FREEZE_LOCK"}, {0xf6, "ATA_CMD_SEC_DISABLE_PASS"},
            {0xf8, "ATA_CMD_READ_NATIVE_MAX"}, {0xf9, "ATA_CMD_SET_MAX"});
enum { OLD_IDENTITY = 0x307, IDENTITY = 0x30d, RESET = 0x31c, SCAN = 0x328, COMMAND = 0x31f };
enum { OLD_IDENTITY_SIZE = 142, IDENTITY_SIZE = 512, SECTOR = 512 };

static void word(struct decode *d, const void *element) {
    print_hex(d, *(const u32 *)element);
}

// What is asked: command, sector number, feature, sector count. Then, in their place: status, error, number of sectors, and behind it the data.
LAYOUT(command, 4, CHOICE("command", 0, 1, commands), UDEC("sector_number", 1, 1), UDEC("feature", 2, 1),
       UDEC("sector_count", 3, 1));
LAYOUT(command_told, 4, HEX("status", 0, 1), UDEC("error", 1, 1), UDEC("nsector", 2, 1));
static enum print_result print_command(struct decode *d, u32 arg) {
    u8 bytes[4];
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, bytes, sizeof bytes);
    if (!d->exiting) {
        if (readable)
            print_layout(d, &command, bytes);
        else
            print_addr(d, at);
        d->kept[arg] = readable ? bytes[3] : 0;
        return readable ? PRINT_LATER : PRINT_DONE;
    }
    if (d->failed && d->result != -EIO) return PRINT_DONE;
    text_puts(d->out, " => ");
    if (!readable) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    print_open(d, '{');
    print_layout_fields(d, &command_told, bytes, sizeof bytes);
    if (d->kept[arg]) {
        print_field(d, "buf");
        print_hex_bytes(d, at + sizeof bytes, d->kept[arg] * SECTOR);
    }
    print_close(d, '}');
    return PRINT_DONE;
}

bool print_ioctl_disk(struct decode *d, u32 arg, enum print_result *result) {
    u32 request = (u32)d->args[arg - 1];
    *result = PRINT_DONE;
    switch (request) {
    case OLD_IDENTITY:
    case IDENTITY:
        if (!d->exiting)
            *result = PRINT_LATER;
        else if (d->failed || !d->verbose)
            print_addr(d, d->args[arg]);
        else
            print_bytes(d, d->args[arg], request == IDENTITY ? IDENTITY_SIZE : OLD_IDENTITY_SIZE);
        return true;
    case RESET:
    case SCAN: print_array(d, d->args[arg], 3, sizeof(u32), word); return true;
    case COMMAND: *result = print_command(d, arg); return true;
    default: return false;
    }
}
