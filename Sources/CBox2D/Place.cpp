// Building one row: the order of creation fixes the order in which the engine solves, so it is always the same.

#include "Batch.hpp"

static void add_shape(b2Body *body, const CBShape &shape) {
  b2FixtureDef def;
  def.friction = shape.friction;
  def.restitution = shape.restitution;
  def.filter.groupIndex = static_cast<int16>(shape.group);
  b2Vec2 points[CB_MAX_VERTICES];
  for (int32_t i = 0; i < shape.vertex_count; ++i) points[i] = vec(shape.vertices[i]);
  b2CircleShape circle;
  b2PolygonShape polygon;
  b2EdgeShape edge;
  switch (shape.kind) {
  case CB_CIRCLE:
    circle.m_p = points[0];
    circle.m_radius = shape.radius;
    def.shape = &circle;
    break;
  case CB_POLYGON:
    polygon.Set(points, shape.vertex_count);
    def.shape = &polygon;
    break;
  default:
    edge.SetTwoSided(points[0], points[1]);
    def.shape = &edge;
  }
  body->CreateFixture(&def);
}

/// A table's dry friction, as a joint that resists all motion with limited force and torque.
static void lay_on_table(b2World &world, b2Body *ground, b2Body *body, const CBBody &def) {
  b2FrictionJointDef friction;
  friction.Initialize(ground, body, body->GetWorldCenter());
  friction.maxForce = def.drag_force;
  friction.maxTorque = def.drag_torque;
  friction.collideConnected = true;
  world.CreateJoint(&friction);
}

static b2Body *make_body(b2World &world, b2Body *ground, const CBBody &body, const CBShape *shapes) {
  b2BodyDef def;
  def.type = static_cast<b2BodyType>(body.type);
  def.position = vec(body.position);
  def.angle = body.angle;
  def.linearVelocity = vec(body.velocity);
  def.angularVelocity = body.angular_velocity;
  def.linearDamping = body.linear_damping;
  def.angularDamping = body.angular_damping;
  def.fixedRotation = body.fixed_rotation;
  def.bullet = body.bullet;
  def.allowSleep = false;
  b2Body *made = world.CreateBody(&def);
  for (int32_t i = 0; i < body.shape_count; ++i) add_shape(made, shapes[body.first_shape + i]);
  if (body.type == CB_DYNAMIC) {
    b2MassData mass;
    mass.mass = body.mass;
    mass.center = vec(body.center);
    mass.I = body.inertia;
    made->SetMassData(&mass);
    if (body.drag_force > 0 || body.drag_torque > 0) lay_on_table(world, ground, made, body);
  }
  return made;
}

static b2Joint *make_joint(b2World &world, b2Body *a, b2Body *b, const CBJoint &joint) {
  b2RevoluteJointDef revolute;
  b2PrismaticJointDef prismatic;
  b2WeldJointDef weld;
  b2DistanceJointDef distance;
  b2JointDef *def = nullptr;
  switch (joint.kind) {
  case CB_REVOLUTE:
    revolute.localAnchorA = vec(joint.anchor_a);
    revolute.localAnchorB = vec(joint.anchor_b);
    revolute.referenceAngle = joint.reference_angle;
    revolute.enableLimit = joint.limited;
    revolute.lowerAngle = joint.lower;
    revolute.upperAngle = joint.upper;
    revolute.enableMotor = joint.friction > 0;
    revolute.maxMotorTorque = joint.friction;
    def = &revolute;
    break;
  case CB_PRISMATIC:
    prismatic.localAnchorA = vec(joint.anchor_a);
    prismatic.localAnchorB = vec(joint.anchor_b);
    prismatic.localAxisA = vec(joint.axis);
    prismatic.referenceAngle = joint.reference_angle;
    prismatic.enableLimit = joint.limited;
    prismatic.lowerTranslation = joint.lower;
    prismatic.upperTranslation = joint.upper;
    prismatic.enableMotor = joint.friction > 0;
    prismatic.maxMotorForce = joint.friction;
    def = &prismatic;
    break;
  case CB_WELD:
    weld.localAnchorA = vec(joint.anchor_a);
    weld.localAnchorB = vec(joint.anchor_b);
    weld.referenceAngle = joint.reference_angle;
    def = &weld;
    break;
  default:
    distance.localAnchorA = vec(joint.anchor_a);
    distance.localAnchorB = vec(joint.anchor_b);
    distance.length = joint.length;
    distance.minLength = joint.limited ? joint.lower : joint.length;
    distance.maxLength = joint.limited ? joint.upper : joint.length;
    distance.stiffness = joint.stiffness;
    distance.damping = joint.damping;
    def = &distance;
  }
  def->bodyA = a;
  def->bodyB = b;
  return world.CreateJoint(def);
}

/// A servo is the joint's own motor, with the actuator's torque limit in place of the joint's friction.
static void enable_servo(const JointHandle &handle, float limit) {
  if (handle.kind == CB_REVOLUTE) {
    auto *joint = static_cast<b2RevoluteJoint *>(handle.joint);
    joint->SetMaxMotorTorque(limit);
    joint->EnableMotor(true);
  } else {
    auto *joint = static_cast<b2PrismaticJoint *>(handle.joint);
    joint->SetMaxMotorForce(limit);
    joint->EnableMotor(true);
  }
}

void CBBatch::place(int32_t row, CBVec2 gravity, const CBBody *body_defs, const CBShape *shapes,
                    const CBJoint *joint_defs, const CBActuator *actuator_defs, const CBPoint *point_defs,
                    int32_t point_count, const CBLink *links, const CBSensor *sensor_defs) {
  std::unique_ptr<b2World> &world = worlds[row / rows_per_world];
  b2Body *&ground = grounds[row];
  b2Body **row_bodies = body_handles.data() + row * bodies;
  JointHandle *row_joints = joint_handles.data() + row * joints;
  if (world == nullptr || rows_per_world == 1) {
    world = std::make_unique<b2World>(b2Vec2_zero);
    world->SetAllowSleeping(false);
    world->SetContinuousPhysics(settings.continuous);
  } else if (ground != nullptr) {
    for (int32_t i = 0; i < bodies; ++i) world->DestroyBody(row_bodies[i]);
    world->DestroyBody(ground);
  }
  b2BodyDef origin;
  ground = world->CreateBody(&origin);
  motions[row].clear();
  times[row] = 0;
  for (int32_t i = 0; i < bodies; ++i) {
    const CBBody &def = body_defs[i];
    row_bodies[i] = make_body(*world, ground, def, shapes);
    if (!def.moves) continue;
    motions[row].push_back({def.motion, row_bodies[i], vec(def.position)});
    // Its velocity at the start is that with which the step before would have brought it here.
    motions[row].back().move(-1, settings.time_step);
    row_bodies[i]->SetLinearVelocity(b2Vec2_zero - row_bodies[i]->GetLinearVelocity());
  }
  for (int32_t i = 0; i < joints; ++i) {
    const CBJoint &def = joint_defs[i];
    b2Body *a = def.body_a < 0 ? ground : row_bodies[def.body_a];
    row_joints[i] = {def.kind, make_joint(*world, a, row_bodies[def.body_b], def)};
    if (def.kind == CB_REVOLUTE || def.kind == CB_PRISMATIC) {
      add_spring(*world, a, row_bodies[def.body_b], def, settings.time_step);
    }
  }
  for (int32_t i = 0; i < actuators; ++i) {
    const CBActuator &def = actuator_defs[i];
    ActuatorHandle &handle = actuator_handles[row * actuators + i];
    handle = {def, {0, nullptr}, nullptr, 0};
    if (def.kind == CB_BODY_VELOCITY_X || def.kind == CB_BODY_VELOCITY_Y) {
      handle.body = row_bodies[def.target];
    } else if (def.kind != CB_POINT) {
      handle.joint = row_joints[def.target];
      if (def.kind != CB_JOINT_TORQUE) enable_servo(handle.joint, def.limit);
      if (def.kind == CB_JOINT_POSITION) handle.side = position(handle.joint);
    }
  }
  points[row].clear();
  for (int32_t i = 0; i < point_count; ++i) {
    const CBPoint &def = point_defs[i];
    PointHandle handle = {def, row_bodies[def.body], {}, 0, body_defs[def.body].angle};
    for (int32_t k = def.first_link; k < def.first_link + def.link_count; ++k) {
      handle.joints.push_back(row_joints[links[k].joint]);
      enable_servo(handle.joints.back(), links[k].limit);
    }
    handle.reach = chain_reach(handle.joints, handle.body->GetWorldPoint(vec(def.point)));
    points[row].push_back(handle);
  }
  for (int32_t i = 0; i < sensors; ++i) {
    const CBSensor &def = sensor_defs[i];
    sensor_handles[row * sensors + i] = {def, row_bodies[def.body],
                                         def.other < 0 ? nullptr : row_bodies[def.other]};
  }
  gravities[row] = vec(gravity);
  active[row] = 1;
}
