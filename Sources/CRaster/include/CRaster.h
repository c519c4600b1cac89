#pragma once

/// Pictures of discs, capsules and convex polygons, each in one colour, on a plain background.
///
/// A pixel has 4 × 4 samples; a shape covers it by as many sixteenths as it holds samples, its edge included. Corners,
/// centres and radii are rounded to 1/256 pixel and all that follows is whole numbers, so that a picture turned by a
/// quarter turn, or moved by whole pixels, is the picture of the scene so turned or moved, to the bit, as far as the
/// rounding allows. Shapes are painted one over the other in their order.
///
/// Nothing here checks its arguments, but poses may be any number: what is not finite, or out of sight, is not drawn.

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  float x, y;
} CRPoint;

/// From a shape's coordinates to the world's.
typedef struct {
  float x, y;  // m
  float cosine, sine;
} CRPose;

enum { CR_CIRCLE = 0, CR_CAPSULE = 1, CR_POLYGON = 2, CR_MAX_CORNERS = 8 };

typedef struct {
  int32_t kind;
  int32_t pose;               // which of the poses it has
  int32_t count;              // points: 1 of a circle, 2 of a capsule, the corners of a polygon counter-clockwise
  float radius;               // m, of a circle or a capsule
  CRPoint points[CR_MAX_CORNERS];  // m
  uint8_t color[3];           // red, green, blue
} CRShape;

typedef struct {
  int32_t width, height;      // px, at most 1024 each
  float x, y;                 // m, what its middle shows
  float pixel;                // m, of a pixel's side
  uint8_t background[3];
} CRView;

/// Writes the picture, `[height][width][3]` with the top first.
void cr_draw(const CRView *view, const CRShape *shapes, int32_t count, const CRPose *poses, uint8_t *pixels);

/// `numbers[i]` = `bytes[i]` / 255.
void cr_numbers(const uint8_t *bytes, int32_t count, float *numbers);

#ifdef __cplusplus
}
#endif
