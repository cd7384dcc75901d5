// What we use of libcrypto: hashes and HMAC.
#include <openssl/evp.h>
#include <openssl/hmac.h>
