/* The families of routes, each in a file of its name. Private to src/site. */
#ifndef STATUSD_SITE_ROUTES_H
#define STATUSD_SITE_ROUTES_H

#include "site/route.h"

extern const struct route anything_routes[], catalog_routes[], cookie_routes[], faults_routes[], home_routes[],
    httpbin_routes[], httpstat_us_routes[], modifiers_routes[], openapi_routes[], redirect_routes[], sequence_routes[],
    service_routes[], static_routes[], status_routes[];

#endif
