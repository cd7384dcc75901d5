// A file inside the program, and the table of those that describe kinds. Private to this room.
#ifndef COSTGUARD_ASSET_TABLE_H
#define COSTGUARD_ASSET_TABLE_H

#include <stddef.h>

struct asset {
    const char *name;
    const char *bytes;
    size_t length;
};

extern const struct asset costguard_kind_assets[];
extern const size_t costguard_kind_asset_count;

#endif
