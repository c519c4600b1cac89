// What becomes different in a row between two steps, until it is placed again.

#include "Batch.hpp"

void cb_batch_change(CBBatch *batch, int32_t row, int32_t number, int32_t index, float value) {
  if (batch->chains != nullptr) return batch->chains->change(row, number, index, value);
  auto actuator = [&]() -> CBActuator & { return batch->actuator_handles[row * batch->actuators + index].definition; };
  auto point = [&]() -> CBPoint & { return batch->points[row][actuator().target].definition; };
  switch (number) {
  case CB_ACTUATOR_SCALE: (actuator().kind == CB_POINT ? point().scale : actuator().scale) = value; break;
  case CB_POINT_TURN: point().turn = value; break;
  case CB_ACTUATOR_DRIFT: actuator().drift = value; break;
  case CB_GRAVITY_X: batch->gravities[row].x = value; break;
  case CB_GRAVITY_Y: batch->gravities[row].y = value; break;
  case CB_LINEAR_DAMPING: batch->body_handles[row * batch->bodies + index]->SetLinearDamping(value); break;
  default: batch->body_handles[row * batch->bodies + index]->SetAngularDamping(value);
  }
}

void cb_batch_push(CBBatch *batch, int32_t row, int32_t body, CBVec2 impulse) {
  if (batch->chains != nullptr) return batch->chains->push(row, body, impulse);
  batch->body_handles[row * batch->bodies + body]->ApplyLinearImpulseToCenter(vec(impulse), true);
}
