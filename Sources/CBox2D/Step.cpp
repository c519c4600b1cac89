// Commands in, engine step, state out: the whole of a batch step in one crossing of the language border.

#include "Batch.hpp"

#include <algorithm>

float position(const JointHandle &handle) {
  switch (handle.kind) {
  case CB_REVOLUTE: return static_cast<b2RevoluteJoint *>(handle.joint)->GetJointAngle();
  case CB_PRISMATIC: return static_cast<b2PrismaticJoint *>(handle.joint)->GetJointTranslation();
  case CB_DISTANCE: return static_cast<b2DistanceJoint *>(handle.joint)->GetCurrentLength();
  default: return 0;
  }
}

static float speed(const JointHandle &handle) {
  switch (handle.kind) {
  case CB_REVOLUTE: return static_cast<b2RevoluteJoint *>(handle.joint)->GetJointSpeed();
  case CB_PRISMATIC: return static_cast<b2PrismaticJoint *>(handle.joint)->GetJointSpeed();
  default: return 0;
  }
}

static void set_motor_speed(const JointHandle &handle, float value) {
  if (handle.kind == CB_REVOLUTE) {
    static_cast<b2RevoluteJoint *>(handle.joint)->SetMotorSpeed(value);
  } else {
    static_cast<b2PrismaticJoint *>(handle.joint)->SetMotorSpeed(value);
  }
}

/// Equal and opposite on the two bodies, along the joint's degree of freedom.
static void push(const JointHandle &handle, float value) {
  b2Body *a = handle.joint->GetBodyA();
  b2Body *b = handle.joint->GetBodyB();
  if (handle.kind == CB_REVOLUTE) {
    a->ApplyTorque(-value, true);
    b->ApplyTorque(value, true);
  } else {
    b2Vec2 force = value * a->GetWorldVector(static_cast<b2PrismaticJoint *>(handle.joint)->GetLocalAxisA());
    a->ApplyForce(-force, handle.joint->GetAnchorA(), true);
    b->ApplyForce(force, handle.joint->GetAnchorB(), true);
  }
}

float ActuatorHandle::speed_through_play(float wanted, float time_step) {
  const float half = definition.backlash / 2;
  const float ahead = side + wanted * time_step;
  side = std::min(std::max(ahead, -half), half);
  return (ahead - side) / time_step;
}

float ActuatorHandle::position_through_play(float wanted) {
  const float half = definition.backlash / 2;
  side = std::min(std::max(side, wanted - half), wanted + half);
  return side;
}

/// Gravity comes as a force on each body, since rows of one world may differ in it. The engine would add the same
/// product of mass and gravity to the body's other forces, so no bit of the result is different.
void CBBatch::apply(int32_t row, const float *commands) {
  const b2Vec2 gravity = gravities[row];
  if (gravity.x != 0 || gravity.y != 0) {
    for (int32_t i = 0; i < bodies; ++i) {
      b2Body *body = body_handles[row * bodies + i];
      body->ApplyForceToCenter(body->GetMass() * gravity, true);
    }
  }
  for (int32_t i = 0; i < actuators; ++i) {
    ActuatorHandle &actuator = actuator_handles[row * actuators + i];
    const CBActuator &def = actuator.definition;
    float value = def.scale * commands[i * stride + row];
    if (def.drift != 0) value += def.drift;
    switch (def.kind) {
    case CB_JOINT_VELOCITY:
      if (def.backlash > 0) value = actuator.speed_through_play(value, settings.time_step);
      set_motor_speed(actuator.joint, value);
      break;
    case CB_JOINT_TORQUE: push(actuator.joint, value); break;
    case CB_JOINT_POSITION: {
      if (def.backlash > 0) value = actuator.position_through_play(value);
      const float wanted = def.gain * (value - position(actuator.joint));
      set_motor_speed(actuator.joint, std::min(std::max(wanted, -def.speed), def.speed));
      break;
    }
    case CB_POINT: break;
    case CB_BODY_VELOCITY_X:
      actuator.body->SetLinearVelocity(b2Vec2(value, actuator.body->GetLinearVelocity().y));
      break;
    default:
      actuator.body->SetLinearVelocity(b2Vec2(actuator.body->GetLinearVelocity().x, value));
    }
  }
  for (const PointHandle &point : points[row]) {
    point.drive(commands + point.definition.first_command * stride + row, stride);
  }
}

template <bool all> bool CBBatch::read(int32_t row, float *state) const {
  float *out = state + row;
  const uint8_t *want = wanted.data();
  float check = 0;  // 0 × finite is 0; 0 × infinity and 0 × NaN are NaN
  auto put = [&](float value) {
    if (all || *want) *out = value;
    ++want;
    out += stride;
    check += 0.0f * value;
  };
  for (int32_t i = 0; i < bodies; ++i) {
    const b2Body *body = body_handles[row * bodies + i];
    const b2Transform &transform = body->GetTransform();
    const b2Vec2 &velocity = body->GetLinearVelocity();
    put(transform.p.x);
    put(transform.p.y);
    put(transform.q.c);
    put(transform.q.s);
    put(body->GetAngle());
    put(velocity.x);
    put(velocity.y);
    put(body->GetAngularVelocity());
  }
  for (int32_t i = 0; i < joints; ++i) {
    const JointHandle &joint = joint_handles[row * joints + i];
    if (all || want[0]) out[0] = position(joint);
    if (all || want[1]) out[stride] = speed(joint);
    want += CB_JOINT_CHANNELS;
    out += CB_JOINT_CHANNELS * stride;
  }
  if (sensors == 0 || check != 0) return check == 0;  // a ray from nowhere would trip an assertion
  const b2World &world = *worlds[row / rows_per_world];
  for (int32_t i = 0; i < sensors; ++i) {
    const float value = measure(sensor_handles[row * sensors + i], world, settings.time_step);
    *out = value;
    out += stride;
    check += 0.0f * value;
  }
  return check == 0;
}

/// The engine fills its table of contact kinds at the first contact of any world. This makes one, so that the table
/// is only read from then on, whatever threads step worlds. What else the engine shares between worlds are counters
/// that nothing reads.
static bool fill_contact_kinds() {
  b2World world(b2Vec2_zero);
  b2CircleShape circle;
  circle.m_radius = 1;
  for (int32_t i = 0; i < 2; ++i) {
    b2BodyDef def;
    def.type = b2_dynamicBody;
    world.CreateBody(&def)->CreateFixture(&circle, 1);
  }
  world.Step(0, 0, 0);  // finds contacts and moves nothing
  return world.GetContactCount() > 0;
}

CBBatch *cb_batch_create(const CBSettings *settings, int32_t rows, int32_t stride, int32_t bodies, int32_t joints,
                         int32_t actuators, int32_t sensors, int32_t rows_per_world) {
  static const bool filled = fill_contact_kinds();
  (void)filled;
  auto *batch = new CBBatch{*settings, rows, stride, bodies, joints, actuators, sensors, rows_per_world,
                            {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  batch->active.resize(rows, 0);
  batch->wanted.resize(bodies * CB_BODY_CHANNELS + joints * CB_JOINT_CHANNELS, 1);
  if (settings->lanes) {
    batch->chains = std::make_unique<ChainBatch>(*settings, rows, stride, bodies, actuators, rows_per_world);
    return batch;
  }
  batch->worlds.resize((rows + rows_per_world - 1) / rows_per_world);
  batch->grounds.resize(rows, nullptr);
  batch->body_handles.resize(rows * bodies, nullptr);
  batch->joint_handles.resize(rows * joints, JointHandle{0, nullptr});
  batch->actuator_handles.resize(rows * actuators);
  batch->sensor_handles.resize(rows * sensors);
  batch->gravities.resize(rows, b2Vec2_zero);
  batch->motions.resize(rows);
  batch->points.resize(rows);
  batch->times.resize(rows, 0);
  return batch;
}

void cb_batch_destroy(CBBatch *batch) { delete batch; }

void cb_batch_want(CBBatch *batch, const uint8_t *wanted) {
  std::copy(wanted, wanted + batch->wanted.size(), batch->wanted.begin());
}

void cb_batch_place(CBBatch *batch, int32_t row, CBVec2 gravity, const CBBody *bodies, const CBShape *shapes,
                    const CBJoint *joints, const CBActuator *actuators, const CBPoint *points, int32_t point_count,
                    const CBLink *links, const CBSensor *sensors) {
  if (batch->chains != nullptr) {
    batch->chains->place(row, gravity, bodies, joints, actuators);
    batch->active[row] = 1;
  } else {
    batch->place(row, gravity, bodies, shapes, joints, actuators, points, point_count, links, sensors);
  }
}

void cb_batch_hold(CBBatch *batch, int32_t row) {
  batch->active[row] = 0;
  if (batch->chains != nullptr) return;
  for (int32_t i = 0; i < batch->bodies; ++i) {
    b2Body *body = batch->body_handles[row * batch->bodies + i];
    if (body != nullptr) body->SetAwake(false);
  }
}

void cb_batch_step(CBBatch *batch, int32_t first_world, int32_t end_world, const float *commands, float *state,
                   bool *broken) {
  const CBSettings &settings = batch->settings;
  for (int32_t i = first_world; i < end_world; ++i) {
    const int32_t first = i * batch->rows_per_world;
    const int32_t end = std::min(first + batch->rows_per_world, batch->rows);
    std::fill(broken + first, broken + end, false);
    const bool any = std::any_of(batch->active.begin() + first, batch->active.begin() + end,
                                 [](uint8_t active) { return active != 0; });
    if (!any) continue;
    if (batch->chains != nullptr) {
      batch->chains->step(first, end, commands, state, batch->wanted.data(), batch->active.data(), broken);
      continue;
    }
    b2World *world = batch->worlds[i].get();
    for (int32_t substep = 0; substep < settings.substeps; ++substep) {
      for (int32_t row = first; row < end; ++row) {
        if (!batch->active[row]) continue;
        batch->apply(row, commands);
        batch->move(row);
      }
      world->Step(settings.time_step, settings.velocity_iterations, settings.position_iterations);
    }
    for (int32_t row = first; row < end; ++row) {
      if (batch->active[row]) broken[row] = !batch->read<false>(row, state);
    }
  }
}

void cb_batch_read(const CBBatch *batch, int32_t row, float *state) {
  if (batch->chains != nullptr) {
    batch->chains->read(row, state);
  } else {
    batch->read<true>(row, state);
  }
}
