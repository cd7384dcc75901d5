// libcurl, for the module map.
#include <curl/curl.h>
