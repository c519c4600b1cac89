#ifdef LIMBER_MPI

#include <stdlib.h>
#include <string.h>

#include "Ranks.h"

bool cm_reserve(CMBuffer *buffer, size_t size) {
  if (size <= buffer->capacity) return true;
  uint8_t *bytes = realloc(buffer->bytes, size);
  if (!bytes) return false;
  buffer->bytes = bytes;
  buffer->capacity = size;
  return true;
}

/// Header and message, one after the other.
static bool pack(
    CMBuffer *buffer, uint64_t number, uint32_t kind, const uint8_t *message, size_t length) {
  if (!cm_reserve(buffer, CM_HEADER + length)) return false;
  CMHeader header = {CM_MAGIC, kind, number, length};
  memcpy(buffer->bytes, &header, CM_HEADER);
  if (length) memcpy(buffer->bytes + CM_HEADER, message, length);
  return true;
}

int cm_begin(CMRanks *ranks, uint64_t number, uint32_t kind, const uint8_t *message, int64_t length) {
  ranks->number = number;
  ranks->moved = cm_now();
  for (int peer = 0; peer < ranks->count; peer++) {
    CMIncoming *incoming = &ranks->incoming[peer];
    incoming->received = incoming->underway = incoming->total = 0;
    incoming->arrival = CM_MISSING;
  }
  if (!pack(&ranks->outgoing, number, kind, message, (size_t)length)) return MPI_ERR_NO_MEM;
  size_t total = CM_HEADER + (size_t)length;
  size_t needed = (size_t)(ranks->count - 1) * ((total + ranks->part - 1) / ranks->part);
  if (needed > ranks->sends_capacity) {
    MPI_Request *sends = realloc(ranks->sends, needed * sizeof(MPI_Request));
    if (!sends) return MPI_ERR_NO_MEM;
    ranks->sends = sends;
    ranks->sends_capacity = needed;
  }
  ranks->sends_count = 0;
  // Each begins with the next, so that not all send to the same one first.
  for (int step = 1; step < ranks->count; step++) {
    int peer = (ranks->rank + step) % ranks->count;
    for (size_t start = 0; start < total; start += ranks->part) {
      size_t size = total - start < ranks->part ? total - start : ranks->part;
      int error = MPI_Isend(
          ranks->outgoing.bytes + start, (int)size, MPI_BYTE, peer, CM_TAG, ranks->world,
          &ranks->sends[ranks->sends_count]);
      if (error) return error;
      ranks->sends_count++;
    }
  }
  return MPI_SUCCESS;
}

int cm_give_up(CMRanks *ranks, uint64_t number, const uint8_t *reason, int64_t length, double seconds) {
  // What is being sent may not change, so this has memory of its own. It is told in one part.
  size_t size = (size_t)length;
  if (size > ranks->part - CM_HEADER) size = ranks->part - CM_HEADER;
  CMBuffer buffer = {NULL, 0};
  MPI_Request *sends = calloc((size_t)ranks->count, sizeof(MPI_Request));
  if (!sends || !pack(&buffer, number, CM_GIVE_UP, reason, size)) return MPI_ERR_NO_MEM;
  for (int peer = 0; peer < ranks->count; peer++) {
    sends[peer] = MPI_REQUEST_NULL;
    if (peer == ranks->rank) continue;
    // A synchronous send is done when the other has heard it; one that is only on its way might end with this process.
    int error = MPI_Issend(
        buffer.bytes, (int)(CM_HEADER + size), MPI_BYTE, peer, CM_TAG, ranks->world, &sends[peer]);
    if (error) return error;
  }
  for (double start = cm_now(); cm_now() - start < seconds; cm_rest(cm_now() - start)) {
    int is_done = 1;
    for (int peer = 0; peer < ranks->count; peer++) {
      int is_sent;
      int error = MPI_Test(&sends[peer], &is_sent, MPI_STATUS_IGNORE);
      if (error) return error;
      is_done &= is_sent;
    }
    if (is_done) break;
  }
  return MPI_SUCCESS;
}

#endif
