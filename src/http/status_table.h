/* The rows behind http/status.h; only status.c reads them. */
#ifndef STATUSD_HTTP_STATUS_TABLE_H
#define STATUSD_HTTP_STATUS_TABLE_H

#include "http/status.h"

/* Sorted by code. */
extern const struct status status_rows[];
extern const int status_row_count;

/* For codes without a row: one row for each class, and a last one for all codes from 600 on. */
extern const struct status status_classes[];

#endif
