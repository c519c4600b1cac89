#pragma once

// Debian puts the header of the MPI that was chosen there; elsewhere CPATH leads to it.
#if __has_include(<mpi/mpi.h>)
#include <mpi/mpi.h>
#else
#include <mpi.h>
#endif
#include <stdbool.h>
#include <stddef.h>

#include "CMPI.h"

/// What stands before each message; checked when it arrives.
typedef struct {
  uint32_t magic;
  uint32_t kind;    // CM_MESSAGE, CM_GIVE_UP
  uint64_t number;  // of the exchange
  uint64_t length;  // bytes of the message
} CMHeader;

_Static_assert(sizeof(CMHeader) == CM_HEADER, "the header has no gaps");

enum { CM_MAGIC = 0x4C696D62, CM_TAG = 1 };

/// Bytes that grow and are used again: header and message.
typedef struct {
  uint8_t *bytes;
  size_t capacity;
} CMBuffer;

/// The message of another rank in the exchange that goes on. Its parts come one after the other.
typedef struct {
  CMBuffer buffer;
  size_t received, underway;  // bytes
  size_t total;               // bytes with the header; 0 while the first part is not here
  MPI_Request request;        // of the part that is underway
  CMArrival arrival;
} CMIncoming;

struct CMRanks {
  MPI_Comm world;  // a duplicate of our own
  int rank, count, local_count;
  size_t part;
  uint64_t number;       // of the exchange that goes on
  CMIncoming *incoming;  // by rank; that of this rank is not used
  CMBuffer outgoing;
  MPI_Request *sends;
  size_t sends_count, sends_capacity;
  double moved;  // s, when something last came or went
};

/// Makes room. False where there is no memory.
bool cm_reserve(CMBuffer *buffer, size_t size);
/// Looks once for what came from `peer`; notes in `moved` whether something did.
int cm_receive(CMRanks *ranks, int peer, bool *moved);

/// s, of a clock that never goes back.
double cm_now(void);
/// Rests between two looks, the longer the longer nothing came: waiting must not cost others their core. At first it only
/// lets others run, for 100 µs, which is longer than the shortest sleep takes: ranks that wait for each other would else
/// send each other to sleep in every exchange. Then it sleeps for a fiftieth of the time waited so far, 20 µs to 1 ms, so
/// that it is late by little.
void cm_rest(double waited);
