// Bodies on paths of their own, which no command reaches.

#include "Batch.hpp"

#include <cmath>

void MotionHandle::move(int64_t steps, float time_step) const {
  const double turn = 2 * 3.14159265358979323846;
  const double time = static_cast<double>(steps) * time_step;
  const double start = std::cos(turn * definition.phase);
  const double swing = (start - std::cos(turn * (time / definition.period + definition.phase))) / 2;
  const double x = origin.x + time * definition.velocity.x + swing * definition.sway.x;
  const double y = origin.y + time * definition.velocity.y + swing * definition.sway.y;
  // From where the body is and not from where it should be: rounding does not add up.
  const b2Vec2 &here = body->GetPosition();
  body->SetLinearVelocity(
      b2Vec2(static_cast<float>((x - here.x) / time_step), static_cast<float>((y - here.y) / time_step)));
}

void CBBatch::move(int32_t row) {
  if (motions[row].empty()) return;
  times[row] += 1;
  for (const MotionHandle &motion : motions[row]) motion.move(times[row], settings.time_step);
}
