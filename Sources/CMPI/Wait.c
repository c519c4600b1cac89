#ifdef LIMBER_MPI

#include <sched.h>
#include <time.h>

#include "Ranks.h"

double cm_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void cm_rest(double waited) {
  if (waited < 100e-6) {
    sched_yield();
    return;
  }
  // So that what is waited for is found at most 2 % late.
  double nap = waited / 50;
  nap = nap < 20e-6 ? 20e-6 : nap > 1e-3 ? 1e-3 : nap;
  struct timespec time = {0, (long)(nap * 1e9)};
  nanosleep(&time, NULL);
}

int cm_wait(CMRanks *ranks, double seconds, int32_t *is_over) {
  *is_over = 0;
  double start = cm_now();
  for (;;) {
    bool moved = false, is_underway = false, all_here = true, all_sent = true;
    for (int peer = 0; peer < ranks->count; peer++) {
      CMIncoming *incoming = &ranks->incoming[peer];
      if (peer == ranks->rank || incoming->arrival == CM_WHOLE) continue;
      int error = cm_receive(ranks, peer, &moved);
      if (error) return error;
      if (incoming->arrival == CM_GAVE_UP || incoming->arrival == CM_GARBLED) return MPI_SUCCESS;
      all_here &= incoming->arrival == CM_WHOLE;
      is_underway |= incoming->request != MPI_REQUEST_NULL;
    }
    for (size_t index = 0; index < ranks->sends_count; index++) {
      if (ranks->sends[index] == MPI_REQUEST_NULL) continue;
      int is_sent;
      int error = MPI_Test(&ranks->sends[index], &is_sent, MPI_STATUS_IGNORE);
      if (error) return error;
      moved |= is_sent;
      all_sent &= is_sent;
    }
    if (all_here && all_sent) {
      *is_over = 1;
      return MPI_SUCCESS;
    }
    double now = cm_now();
    if (moved) ranks->moved = now;
    if (now - start >= seconds) return MPI_SUCCESS;
    // Bytes flow only while MPI is asked: whoever is in the middle of a message does not sleep.
    if (is_underway || all_here) {
      sched_yield();
    } else {
      cm_rest(now - ranks->moved);
    }
  }
}

#endif
