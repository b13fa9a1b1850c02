/* The scenarios' functions: what each is about stands in its row, in abuse.c. */
#ifndef STATUSD_TESTS_ABUSE_SCENARIOS_H
#define STATUSD_TESTS_ABUSE_SCENARIOS_H

#include "tests/abuse/trial.h"

/* uploads.c */
void run_upload_over(struct trial *trial);
void run_upload_malformed(struct trial *trial);
void run_big_echo(struct trial *trial);

/* readers.c */
void run_fast_readers(struct trial *trial);
void run_flooded_hang(struct trial *trial);
void run_unread_interims(struct trial *trial);
void run_slow_readers(struct trial *trial);

/* halfclose.c */
void run_half_close_delay(struct trial *trial);
void run_half_close_load(struct trial *trial);

/* leaving.c */
void run_stop_under_load(struct trial *trial);
void run_stop_malformed(struct trial *trial);
void run_leavers(struct trial *trial);

/* holders.c */
void run_tricklers(struct trial *trial);
void run_few_descriptors(struct trial *trial);
void run_fewest_descriptors(struct trial *trial);

#endif
