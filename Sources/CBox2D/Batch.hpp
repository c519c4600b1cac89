#pragma once

#include "CBox2D.h"
#include "Chains.hpp"

#include <box2d/box2d.h>

#include <memory>
#include <vector>

/// One joint of one row with its engine type resolved.
struct JointHandle {
  int32_t kind;
  b2Joint *joint;
};

/// One actuator of one row with its target resolved, so that stepping looks nothing up.
struct ActuatorHandle {
  CBActuator definition;
  JointHandle joint;
  b2Body *body;
  float side;  // rad or m, of a servo with backlash: how far it is ahead of its joint, or where it leads it to

  /// What of a servo's wanted speed gets through the play, that is what is left of its way in an engine step when it
  /// has crossed the play: the play operator. In the play the joint is held where it is.
  float speed_through_play(float wanted, float time_step);
  /// The position that a servo towards `wanted` leads to: it lies behind by half the play at most.
  float position_through_play(float wanted);
};

/// One sensor of one row with its bodies resolved.
struct SensorHandle {
  CBSensor definition;
  b2Body *body;
  b2Body *other;  // null for any
};

/// One body of one row on a path of its own.
struct MotionHandle {
  CBMotion definition;
  b2Body *body;
  b2Vec2 origin;

  /// Gives it the velocity that takes it from where it is to its place `steps` engine steps after the start.
  void move(int64_t steps, float time_step) const;
};

/// One point servo of one row.
struct PointHandle {
  CBPoint definition;
  b2Body *body;
  std::vector<JointHandle> joints;
  double reach;                                // m, of the chain at its longest
  float angle;                                 // rad, of the body at the start

  /// Tells every joint its speed; `commands` are those of the row from its first on.
  void drive(const float *commands, int32_t stride) const;
};

struct CBBatch {
  CBSettings settings;
  int32_t rows, stride, bodies, joints, actuators, sensors, rows_per_world;
  std::vector<std::unique_ptr<b2World>> worlds;
  std::vector<b2Body *> grounds;               // [rows]
  std::vector<b2Body *> body_handles;          // [rows][bodies]
  std::vector<JointHandle> joint_handles;      // [rows][joints]
  std::vector<ActuatorHandle> actuator_handles;  // [rows][actuators]
  std::vector<SensorHandle> sensor_handles;    // [rows][sensors]
  std::vector<b2Vec2> gravities;               // [rows]
  std::vector<uint8_t> active;                 // [rows]: placed and not held
  std::vector<uint8_t> wanted;                 // [channels of bodies and joints]: what steps write
  std::vector<std::vector<MotionHandle>> motions;  // [rows]: bodies on paths of their own
  std::vector<std::vector<PointHandle>> points;  // [rows]: point servos
  std::vector<int64_t> times;                  // [rows]: engine steps since the row was placed; of rows with paths
  std::unique_ptr<ChainBatch> chains;          // instead of all worlds and handles, where rows are stepped in lanes

  void place(int32_t row, CBVec2 gravity, const CBBody *bodies, const CBShape *shapes, const CBJoint *joints,
             const CBActuator *actuators, const CBPoint *points, int32_t point_count, const CBLink *links,
             const CBSensor *sensors);
  void apply(int32_t row, const float *commands);
  /// Before each engine step.
  void move(int32_t row);
  /// False if the row's state is not finite.
  template <bool all> bool read(int32_t row, float *state) const;
};

/// rad or m
float position(const JointHandle &joint);

inline b2Vec2 vec(CBVec2 v) { return b2Vec2(v.x, v.y); }

/// Lays a revolute or prismatic joint's spring and damper over it, if it has any.
void add_spring(b2World &world, b2Body *a, b2Body *b, const CBJoint &joint, float time_step);

/// m, from the first joint to the point along the chain.
double chain_reach(const std::vector<JointHandle> &joints, const b2Vec2 &point);

/// What a sensor reports after the last engine step.
float measure(const SensorHandle &sensor, const b2World &world, float time_step);
