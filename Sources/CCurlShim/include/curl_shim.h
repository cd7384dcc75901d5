// libcurl's variadic calls under fixed signatures, because Swift cannot import variadic C functions.
// Nothing is decided here: options and their reasons stand in AWSAPI.
#ifndef COSTGUARD_CURL_SHIM_H
#define COSTGUARD_CURL_SHIM_H

#include <curl/curl.h>

typedef size_t (*shim_data_callback)(char *data, size_t size, size_t count, void *context);

CURLcode shim_setopt_long(CURL *handle, CURLoption option, long value);
CURLcode shim_setopt_string(CURL *handle, CURLoption option, const char *value);
CURLcode shim_setopt_pointer(CURL *handle, CURLoption option, void *value);
CURLcode shim_setopt_callback(CURL *handle, CURLoption option, shim_data_callback value);
// Body bytes are copied by libcurl, so the caller's buffer may go at once.
CURLcode shim_setopt_body(CURL *handle, const void *bytes, size_t count);
CURLcode shim_getinfo_long(CURL *handle, CURLINFO info, long *value);
CURLMcode shim_multi_setopt_long(CURLM *multi, CURLMoption option, long value);
// The result of a finished transfer; CURLMsg keeps it in a union.
CURLcode shim_message_result(const CURLMsg *message);

#endif
