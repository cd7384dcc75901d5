// What we use of zlib: deflate and checksums, for answers as AWS compresses them.
#include <zlib.h>
