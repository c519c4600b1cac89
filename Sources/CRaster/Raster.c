// How pictures are filled: for each row of samples the stretch that a convex shape holds of it, as whole numbers.
//
// Coordinates are 1/256 px from the middle of the picture, x to the right and y down.

#include "CRaster.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

enum { UNIT = 256, SAMPLES = 4, STEP = UNIT / SAMPLES };

/// Of one row of samples, both ends included; empty where first > last.
typedef struct {
  int64_t first, last;
} Span;

static const Span nothing = {INT64_MAX / 4, INT64_MIN / 4};

typedef struct {
  int64_t x, y;
} Point;

static int64_t floor_divided(int64_t a, int64_t b, int64_t *rest) {
  int64_t quotient = a / b;
  *rest = a % b;
  if (*rest < 0) {
    *rest += b;
    quotient -= 1;
  }
  return quotient;
}

// MARK: Polygons

/// Where the line through a side crosses one row of samples after the other: the first whole number inside, or the last.
typedef struct {
  bool is_lower;
  int64_t place, rest, divisor;
  int64_t place_step, rest_step;
} Side;

typedef struct {
  int count;
  Side sides[CR_MAX_CORNERS];
  int64_t top, bottom;
} Polygon;

/// - Parameter y: of the first row of samples.
static Polygon polygon(const Point *corners, int count, int64_t y) {
  Polygon polygon = {0, {{0}}, corners[0].y, corners[0].y};
  for (int i = 0; i < count; ++i) {
    const Point a = corners[i], b = corners[i + 1 < count ? i + 1 : 0];
    if (a.y < polygon.top) polygon.top = a.y;
    if (a.y > polygon.bottom) polygon.bottom = a.y;
    if (a.y == b.y) continue;
    // Downwards along the left sides, upwards along the right ones.
    Side *side = &polygon.sides[polygon.count++];
    side->is_lower = b.y > a.y;
    side->divisor = side->is_lower ? b.y - a.y : a.y - b.y;
    const int64_t run = side->is_lower ? b.x - a.x : a.x - b.x;
    side->place =
        a.x + floor_divided(run * (y - a.y) + (side->is_lower ? side->divisor - 1 : 0), side->divisor, &side->rest);
    side->place_step = floor_divided(run * STEP, side->divisor, &side->rest_step);
  }
  return polygon;
}

/// The next row's span; rows are to be asked for one after the other.
static Span next_span(Polygon *polygon, int64_t y) {
  Span span = {INT64_MIN / 4, INT64_MAX / 4};
  for (int i = 0; i < polygon->count; ++i) {
    Side *side = &polygon->sides[i];
    if (side->is_lower) {
      if (side->place > span.first) span.first = side->place;
    } else if (side->place < span.last) {
      span.last = side->place;
    }
    side->place += side->place_step;
    side->rest += side->rest_step;
    if (side->rest >= side->divisor) {
      side->rest -= side->divisor;
      side->place += 1;
    }
  }
  return y < polygon->top || y > polygon->bottom || polygon->count == 0 ? nothing : span;
}

static Span circle_span(Point center, int64_t radius, int64_t y) {
  const int64_t dy = y - center.y;
  if (dy > radius || dy < -radius) return nothing;
  const int64_t half = (int64_t)sqrt((double)(radius * radius - dy * dy));
  return (Span){center.x - half, center.x + half};
}

// MARK: Painting

static void blend(uint8_t *pixel, const uint8_t *color, int sixteenths) {
  for (int k = 0; k < 3; ++k) {
    pixel[k] = (uint8_t)((pixel[k] * (16 - sixteenths) + color[k] * sixteenths + 8) >> 4);
  }
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

/// Paints one row of pixels.
/// - Parameter spans: of its rows of samples, in 1/256 px.
static void paint(uint8_t *row, int width, const Span *spans, const uint8_t *color) {
  // Numbers of samples; those that are held wholly make solid pixels.
  int64_t first[SAMPLES], last[SAMPLES];
  int64_t left = width, right = -1, solid_left = 0, solid_right = width - 1;
  for (int k = 0; k < SAMPLES; ++k) {
    // The sample number s lies at STEP s + STEP/2 - UNIT/2 width.
    const int64_t offset = (int64_t)width * (UNIT / 2) - STEP / 2;
    first[k] = most((spans[k].first + offset + STEP - 1) >> 6, 0);
    last[k] = least((spans[k].last + offset) >> 6, (int64_t)width * SAMPLES - 1);
    if (first[k] > last[k]) {
      solid_right = -1;
      continue;
    }
    left = least(left, first[k] >> 2);
    right = most(right, last[k] >> 2);
    solid_left = most(solid_left, (first[k] + SAMPLES - 1) >> 2);
    solid_right = least(solid_right, ((last[k] + 1) >> 2) - 1);
  }
  for (int64_t p = left; p <= right; ++p) {
    if (p >= solid_left && p <= solid_right) {
      for (; p <= solid_right; ++p) memcpy(row + 3 * p, color, 3);
      --p;
      continue;
    }
    int held = 0;
    for (int k = 0; k < SAMPLES; ++k) {
      const int64_t count = least(last[k], SAMPLES * p + SAMPLES - 1) - most(first[k], SAMPLES * p) + 1;
      if (count > 0) held += (int)count;
    }
    if (held > 0) blend(row + 3 * p, color, held);
  }
}

// MARK: Shapes

/// What a shape is in the picture.
typedef struct {
  double x[CR_MAX_CORNERS], y[CR_MAX_CORNERS], radius;
  double left, right, top, bottom;
} Placed;

static Placed placed(const CRView *view, const CRShape *shape, CRPose pose) {
  const double scale = UNIT / (double)view->pixel;
  Placed placed;
  placed.radius = shape->kind == CR_POLYGON ? 0 : scale * (double)shape->radius;
  placed.left = placed.top = INFINITY;
  placed.right = placed.bottom = -INFINITY;
  for (int i = 0; i < shape->count; ++i) {
    const double x = shape->points[i].x, y = shape->points[i].y;
    const double turned_x = (double)pose.cosine * x - (double)pose.sine * y;
    const double turned_y = (double)pose.sine * x + (double)pose.cosine * y;
    const double u = scale * (((double)pose.x - (double)view->x) + turned_x);
    const double v = -(scale * (((double)pose.y - (double)view->y) + turned_y));
    placed.x[i] = u;
    placed.y[i] = v;
    if (u - placed.radius < placed.left) placed.left = u - placed.radius;
    if (u + placed.radius > placed.right) placed.right = u + placed.radius;
    if (v - placed.radius < placed.top) placed.top = v - placed.radius;
    if (v + placed.radius > placed.bottom) placed.bottom = v + placed.radius;
  }
  return placed;
}

/// Whether some of it is in the picture, all of it near enough for whole numbers.
static bool is_shown(const CRView *view, const Placed *placed) {
  const double width = UNIT / 2 * (double)view->width, height = UNIT / 2 * (double)view->height, far = 1 << 30;
  return placed->left < width && placed->right > -width && placed->top < height && placed->bottom > -height
    && placed->left > -far && placed->right < far && placed->top > -far && placed->bottom < far;
}

static Point rounded(double x, double y) { return (Point){llrint(x), llrint(y)}; }

static void draw(const CRView *view, const CRShape *shape, CRPose pose, uint8_t *pixels) {
  const Placed at = placed(view, shape, pose);
  if (!is_shown(view, &at)) return;
  const int height = view->height;
  const int first_row = (int)fmax(0, floor(at.top / UNIT + height / 2.0 - 0.01));
  const int last_row = (int)fmin(height - 1, floor(at.bottom / UNIT + height / 2.0 + 0.01));
  const int64_t first_y = ((int64_t)first_row * UNIT + STEP / 2) - (int64_t)height * (UNIT / 2);

  Point corners[CR_MAX_CORNERS];
  int count = shape->count;
  for (int i = 0; i < count; ++i) corners[i] = rounded(at.x[i], at.y[i]);
  const Point a = corners[0], b = corners[shape->kind == CR_CAPSULE ? 1 : 0];
  if (shape->kind == CR_CAPSULE) {
    const double dx = at.x[1] - at.x[0], dy = at.y[1] - at.y[0], length = sqrt(dx * dx + dy * dy);
    const double nx = length > 0 ? at.radius * dy / length : 0, ny = length > 0 ? at.radius * dx / length : 0;
    corners[0] = rounded(at.x[0] - nx, at.y[0] + ny);
    corners[1] = rounded(at.x[1] - nx, at.y[1] + ny);
    corners[2] = rounded(at.x[1] + nx, at.y[1] - ny);
    corners[3] = rounded(at.x[0] + nx, at.y[0] - ny);
    count = 4;
  }
  const int64_t radius = llrint(at.radius);
  Polygon sides = {0};
  if (shape->kind != CR_CIRCLE) sides = polygon(corners, count, first_y);

  int64_t y = first_y;
  for (int row = first_row; row <= last_row; ++row) {
    Span spans[SAMPLES];
    for (int k = 0; k < SAMPLES; ++k, y += STEP) {
      Span span = shape->kind == CR_CIRCLE ? nothing : next_span(&sides, y);
      if (shape->kind != CR_POLYGON) {
        const Span start = circle_span(a, radius, y), end = circle_span(b, radius, y);
        if (span.first > span.last) span = nothing;
        span.first = least(span.first, least(start.first, end.first));
        span.last = most(span.last, most(start.last, end.last));
      }
      spans[k] = span;
    }
    paint(pixels + (size_t)row * (size_t)view->width * 3, view->width, spans, shape->color);
  }
}

void cr_draw(const CRView *view, const CRShape *shapes, int32_t count, const CRPose *poses, uint8_t *pixels) {
  const size_t row = (size_t)view->width * 3;
  for (int i = 0; i < view->width; ++i) memcpy(pixels + 3 * i, view->background, 3);
  for (int i = 1; i < view->height; ++i) memcpy(pixels + row * (size_t)i, pixels, row);
  for (int i = 0; i < count; ++i) draw(view, &shapes[i], poses[shapes[i].pose], pixels);
}

void cr_numbers(const uint8_t *bytes, int32_t count, float *numbers) {
  for (int32_t i = 0; i < count; ++i) numbers[i] = (float)bytes[i] / 255.0f;
}
