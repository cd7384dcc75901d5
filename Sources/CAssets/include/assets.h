// The rule files and the price list, as they stood when the program was built.
#ifndef COSTGUARD_ASSETS_H
#define COSTGUARD_ASSETS_H

#include <stddef.h>

/// The bytes of the asset at an index, from 0; NULL past the last.
///
/// Sets `name` to its path in the repository, such as "rules/idle-instance.yaml", and `length` to its size. The
/// bytes are not terminated; both live as long as the program. Neither pointer may be NULL.
const char *_Nullable costguard_asset(
    size_t index, const char *_Nullable *_Nonnull name, size_t *_Nonnull length);

#endif
