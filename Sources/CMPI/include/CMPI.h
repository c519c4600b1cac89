#pragma once

/// What each rank of MPI has to say, told to all others: whole messages of any size, straight from rank to rank, so that
/// nobody has to tell sizes first. libmpi is known to this target alone, and only with the trait `MPI`.
///
/// Functions that return `int` return 0 or an error of MPI, which `cm_error_text` explains. Calls are made by one thread
/// at a time. Memory is never given back while MPI may still read or write it; a process joins once.

#include <stdint.h>

typedef struct CMRanks CMRanks;

/// What a message is: one of an exchange, or the reason of a rank that ends.
enum { CM_MESSAGE = 1, CM_GIVE_UP = 2 };

/// What has come of another rank's message.
typedef enum { CM_MISSING = 0, CM_WHOLE, CM_GAVE_UP, CM_GARBLED } CMArrival;

/// Bytes before the message itself.
enum { CM_HEADER = 24 };

/// Starts MPI and joins the ranks that were started together.
/// - part: bytes that travel at once, header included, the same on all ranks; more than CM_HEADER, at most 2^31 - 1
int cm_join(int32_t part, CMRanks **ranks);
/// Ends MPI, together with all other ranks: waits for them to do the same.
int cm_leave(void);

int32_t cm_rank(const CMRanks *ranks);
int32_t cm_count(const CMRanks *ranks);
/// How many of the ranks are on this host, this one included.
int32_t cm_local_count(const CMRanks *ranks);

/// Begins the exchange with that number: sends the message to all others. The one before must have come to its end.
int cm_begin(CMRanks *ranks, uint64_t number, uint32_t kind, const uint8_t *message, int64_t length);
/// Goes on with the exchange: until all messages are here and sent, or one is CM_GAVE_UP or CM_GARBLED, or for so long.
/// - is_over: 1 where all messages are whole and sent
int cm_wait(CMRanks *ranks, double seconds, int32_t *is_over);
/// Tells the others why this rank ends, as its message of the exchange with that number. Waits until all have heard it,
/// for so long at most. Nothing more is sent afterwards.
int cm_give_up(CMRanks *ranks, uint64_t number, const uint8_t *reason, int64_t length, double seconds);

CMArrival cm_arrival(const CMRanks *ranks, int32_t peer);
/// The message of another rank, from CM_WHOLE or CM_GAVE_UP until the next exchange.
const uint8_t *cm_message(const CMRanks *ranks, int32_t peer, int64_t *length);

enum { CM_TEXT = 1024 };
/// One line, ended by 0; `text` has room for CM_TEXT bytes.
void cm_error_text(int error, char *text);
