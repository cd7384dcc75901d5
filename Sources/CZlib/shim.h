// What we use of zlib: answers as AWS compresses them, and checksums.
#include <zlib.h>
