#ifdef LIMBER_MPI

#include <string.h>

#include "Ranks.h"

/// Takes the first part, if it is here: MPI tells how long it is.
static int take_first(CMRanks *ranks, int peer, bool *moved) {
  CMIncoming *incoming = &ranks->incoming[peer];
  int is_here, length;
  MPI_Message message;
  MPI_Status status;
  int error = MPI_Improbe(peer, CM_TAG, ranks->world, &is_here, &message, &status);
  if (error || !is_here) return error;
  if ((error = MPI_Get_count(&status, MPI_BYTE, &length))) return error;
  if (!cm_reserve(&incoming->buffer, (size_t)length)) return MPI_ERR_NO_MEM;
  incoming->underway = (size_t)length;
  *moved = true;
  return MPI_Imrecv(incoming->buffer.bytes, length, MPI_BYTE, &message, &incoming->request);
}

/// Whether the first part is what this exchange expects; the total follows from its header.
static bool check_header(const CMRanks *ranks, CMIncoming *incoming) {
  if (incoming->received < CM_HEADER) return false;
  CMHeader header;
  memcpy(&header, incoming->buffer.bytes, CM_HEADER);
  if (header.magic != CM_MAGIC || header.number != ranks->number) return false;
  if (header.kind != CM_MESSAGE && header.kind != CM_GIVE_UP) return false;
  if (header.length > (uint64_t)1 << 46) return false;
  incoming->total = CM_HEADER + (size_t)header.length;
  size_t first = incoming->total < ranks->part ? incoming->total : ranks->part;
  return incoming->received == first;
}

int cm_receive(CMRanks *ranks, int peer, bool *moved) {
  CMIncoming *incoming = &ranks->incoming[peer];
  int error;
  if (incoming->request == MPI_REQUEST_NULL && (error = take_first(ranks, peer, moved))) return error;
  while (incoming->request != MPI_REQUEST_NULL) {
    int is_done, length;
    MPI_Status status;
    error = MPI_Test(&incoming->request, &is_done, &status);
    if (error && (MPI_Error_class(error, &length), length == MPI_ERR_TRUNCATE)) {
      incoming->arrival = CM_GARBLED;
      return MPI_SUCCESS;
    }
    if (error || !is_done) return error;
    *moved = true;
    if ((error = MPI_Get_count(&status, MPI_BYTE, &length))) return error;
    incoming->received += incoming->underway;
    bool is_first = incoming->total == 0;
    if ((size_t)length != incoming->underway || (is_first && !check_header(ranks, incoming))) {
      incoming->arrival = CM_GARBLED;
      return MPI_SUCCESS;
    }
    if (incoming->received == incoming->total) {
      CMHeader header;
      memcpy(&header, incoming->buffer.bytes, CM_HEADER);
      incoming->arrival = header.kind == CM_GIVE_UP ? CM_GAVE_UP : CM_WHOLE;
      return MPI_SUCCESS;
    }
    if (!cm_reserve(&incoming->buffer, incoming->total)) return MPI_ERR_NO_MEM;
    size_t left = incoming->total - incoming->received;
    incoming->underway = left < ranks->part ? left : ranks->part;
    error = MPI_Irecv(
        incoming->buffer.bytes + incoming->received, (int)incoming->underway, MPI_BYTE, peer, CM_TAG,
        ranks->world, &incoming->request);
    if (error) return error;
  }
  return MPI_SUCCESS;
}

CMArrival cm_arrival(const CMRanks *ranks, int32_t peer) { return ranks->incoming[peer].arrival; }

const uint8_t *cm_message(const CMRanks *ranks, int32_t peer, int64_t *length) {
  const CMIncoming *incoming = &ranks->incoming[peer];
  *length = (int64_t)(incoming->total - CM_HEADER);
  return incoming->buffer.bytes + CM_HEADER;
}

#endif
