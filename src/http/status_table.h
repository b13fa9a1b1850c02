/* The rows behind http/status.h; only status.c reads them. */
#ifndef STATUSD_HTTP_STATUS_TABLE_H
#define STATUSD_HTTP_STATUS_TABLE_H

#include "http/status.h"

/* Sorted by code. */
extern const struct status status_rows[];
extern const int status_row_count;

/* What holds for codes without a row: 100, 200, 300, 400, 500, and 600 for all from there on. */
extern const struct status status_classes[];

#endif
