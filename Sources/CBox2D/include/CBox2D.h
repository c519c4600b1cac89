#pragma once

/// libbox2d 2.4.1 behind opaque handles and plain structs. Units are SI, angles radians.
///
/// Nothing here checks its arguments: libbox2d's assertions abort the process, so the caller (the target Physics)
/// refuses bad numbers and dangling indices before they cross.

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Many rows of one layout: each row has the same numbers of bodies, joints and actuators.
typedef struct CBBatch CBBatch;

typedef struct {
  float x, y;
} CBVec2;

typedef struct {
  float time_step;             // s
  int32_t substeps;            // engine steps in one batch step
  int32_t velocity_iterations;
  int32_t position_iterations;
  bool continuous;             // continuous collision detection; worthless without shapes
  bool lanes;                  // sixteen rows at a time, with the same bits: joint i holds body i of a chain, is
                               // revolute, without a spring, and has body i - 1 or the ground for its body A; bodies
                               // are dynamic, turn, lie on no table and have no shapes; actuators are of joints and
                               // have no backlash; there are no point servos and no sensors
} CBSettings;

enum { CB_STATIC = 0, CB_KINEMATIC = 1, CB_DYNAMIC = 2 };

/// A path that a kinematic body follows whatever happens: at the time t after it is placed it is away from there by
/// t * velocity + sway * (cos(2π phase) - cos(2π (t / period + phase))) / 2.
typedef struct {
  CBVec2 velocity;             // m/s
  CBVec2 sway;                 // m
  float period;                // s, not 0
  float phase;
} CBMotion;

typedef struct {
  int32_t type;                // CB_STATIC …
  CBVec2 position;             // m, of the body's origin
  float angle;                 // rad
  CBVec2 velocity;             // m/s, of the centre of mass
  float angular_velocity;      // rad/s
  float mass;                  // kg
  float inertia;               // kg m², about the origin
  CBVec2 center;               // m, centre of mass in body coordinates
  float linear_damping;        // 1/s
  float angular_damping;       // 1/s
  bool fixed_rotation;
  bool bullet;
  float drag_force;            // N: dry friction of a table that it lies on, at most
  float drag_torque;           // N m
  bool moves;                  // along `motion`, which says its velocity
  CBMotion motion;
  int32_t first_shape;         // its shapes are first_shape ..< first_shape + shape_count
  int32_t shape_count;
} CBBody;

enum { CB_CIRCLE = 0, CB_POLYGON = 1, CB_SEGMENT = 2 };
enum { CB_MAX_VERTICES = 8 };

typedef struct {
  int32_t kind;                // CB_CIRCLE …
  float radius;                // m, of a circle
  int32_t vertex_count;        // 1 for a circle's centre, 2 for a segment
  CBVec2 vertices[CB_MAX_VERTICES];  // m, body coordinates, counter-clockwise
  float friction;
  float restitution;
  int32_t group;               // shapes of one negative group never collide
} CBShape;

enum { CB_REVOLUTE = 0, CB_PRISMATIC = 1, CB_WELD = 2, CB_DISTANCE = 3 };

typedef struct {
  int32_t kind;                // CB_REVOLUTE …
  int32_t body_a;              // index in the row, or -1 for the ground
  int32_t body_b;
  CBVec2 anchor_a;             // m, body coordinates
  CBVec2 anchor_b;
  CBVec2 axis;                 // unit vector in A's coordinates, of a prismatic joint
  float reference_angle;       // rad, angle of B minus angle of A at joint position 0
  bool limited;
  float lower, upper;          // rad or m
  float friction;              // N m or N: dry friction, and the torque limit of a motor that replaces it
  float length;                // m, of a distance joint
  float stiffness, damping;    // N/m, N s/m of a distance joint, where 0 is rigid; of a revolute or prismatic one
                               // N m/rad, N m s/rad or N/m, N s/m, where 0 is nothing
  float rest;                  // rad or m: the joint position at which such a spring is slack
} CBJoint;

enum {
  CB_JOINT_VELOCITY = 0,       // servo towards a joint speed with at most `limit` of torque
  CB_JOINT_TORQUE = 1,
  CB_JOINT_POSITION = 2,       // servo towards a joint position: speed = gain × error, at most `speed`
  CB_BODY_VELOCITY_X = 3,      // sets one component of a body's velocity
  CB_BODY_VELOCITY_Y = 4,
  CB_POINT = 5,                // a number of a point servo, `target` in the row
};

typedef struct {
  int32_t kind;                // CB_JOINT_VELOCITY …
  int32_t target;              // joint, body or point servo in the row
  float scale;                 // what a command of 1 means: rad/s, N m, rad, m/s
  float limit;                 // N m or N
  float gain;                  // 1/s
  float speed;                 // rad/s or m/s
  float drift;                 // m/s or rad: what is added to scale × command; of a joint only towards a position
  float backlash;              // rad or m: play between a servo and its joint
} CBActuator;

/// What the body of a moved point does with its direction: anything, what a third command says, or keep it.
enum { CB_DIRECTION_FREE = 0, CB_DIRECTION_TOLD = 1, CB_DIRECTION_KEPT = 2 };

/// A servo on every joint of a chain, which together move a point of its last body. What each joint is told is
/// computed anew before each engine step, from the chain as it stands.
typedef struct {
  int32_t body;
  CBVec2 point;                // m, body coordinates
  int32_t first_command;       // x, y, and the turn where it is told
  float scale;                 // m/s that a command of 1 means
  float turn;                  // rad/s that a command of 1 means
  int32_t direction;           // CB_DIRECTION_FREE …
  float speed;                 // rad/s, of a joint, at most
  int32_t first_link;          // its joints are those of the links first_link ..< first_link + link_count
  int32_t link_count;
} CBPoint;

/// One of the joints that move a point.
typedef struct {
  int32_t joint;               // revolute; its second body is the one nearer to the point
  float limit;                 // N m
} CBLink;

enum { CB_CONTACT_FORCE = 0, CB_RAY = 1 };

typedef struct {
  int32_t kind;                // CB_CONTACT_FORCE …
  int32_t body;
  int32_t other;               // of a contact force: the body that pushes, or -1 for any
  CBVec2 origin;               // m, of a ray, body coordinates
  float angle;                 // rad, of a ray, from the body's x axis
  float range;                 // m, of a ray
} CBSensor;

/// Channels that a row reports: CB_BODY_CHANNELS for each body, CB_JOINT_CHANNELS for each joint, then one for
/// each sensor: the sum of the normal forces in N of the last engine step, or the distance in m at which the ray
/// meets a shape of another body (shapes of the body's own negative group let it through), else its range.
enum { CB_X = 0, CB_Y, CB_COS, CB_SIN, CB_ANGLE, CB_VX, CB_VY, CB_OMEGA, CB_BODY_CHANNELS };
enum { CB_JOINT_POSITION_CHANNEL = 0, CB_JOINT_SPEED_CHANNEL, CB_JOINT_CHANNELS };

/// `rows_per_world` rows share one engine world, each with a ground of its own: the solver writes to the ground too,
/// and numbers that are not finite would stay there. With 1, placing a row rebuilds its world. Channel c of row r
/// stands at c * `stride` + r of every table.
CBBatch *cb_batch_create(const CBSettings *settings, int32_t rows, int32_t stride, int32_t bodies, int32_t joints,
                         int32_t actuators, int32_t sensors, int32_t rows_per_world);
void cb_batch_destroy(CBBatch *batch);

/// Steps write only the channels of bodies and joints that are not 0 in `wanted` [channels]; all unless told.
void cb_batch_want(CBBatch *batch, const uint8_t *wanted);

/// Destroys the row's bodies and joints, with everything the engine remembers of them, and builds them anew.
/// Rows of one engine world may differ in gravity (m/s²). Two threads may place rows of different worlds. The links of
/// one point servo stand in the order of the chain, from the ground on.
void cb_batch_place(CBBatch *batch, int32_t row, CBVec2 gravity, const CBBody *bodies, const CBShape *shapes,
                    const CBJoint *joints, const CBActuator *actuators, const CBPoint *points, int32_t point_count,
                    const CBLink *links, const CBSensor *sensors);

/// Numbers of a row that `cb_batch_change` knows; `index` is that of the actuator or the body, and a number of a point
/// servo stands for the servo.
enum {
  CB_ACTUATOR_SCALE = 0,
  CB_POINT_TURN,
  CB_ACTUATOR_DRIFT,
  CB_GRAVITY_X,
  CB_GRAVITY_Y,
  CB_LINEAR_DAMPING,
  CB_ANGULAR_DAMPING,
};

/// Gives a number of a placed row another value, until it is placed again.
void cb_batch_change(CBBatch *batch, int32_t row, int32_t number, int32_t index, float value);

/// Applies an impulse (N s) at the centre of mass of a placed row's body.
void cb_batch_push(CBBatch *batch, int32_t row, int32_t body, CBVec2 impulse);

/// Stops simulating a row until it is placed again.
void cb_batch_hold(CBBatch *batch, int32_t row);

/// Applies `commands` [actuators][stride], advances every row that is not held and writes `state` [channels][stride],
/// in the rows of the engine worlds from `first_world` up to `end_world`; two threads may step different worlds.
/// `broken` [rows] says of each of these rows whether its state is not finite; the others are none the worse for it.
void cb_batch_step(CBBatch *batch, int32_t first_world, int32_t end_world, const float *commands, float *state,
                   bool *broken);

/// Writes the row's whole column of `state` [channels][stride].
void cb_batch_read(const CBBatch *batch, int32_t row, float *state);

/// Rounding to nearest, denormal numbers as they are, no traps: what every bit here is computed with, whatever the
/// host process has set. Returns what was set on this thread, for `cb_float_mode_leave`.
uint32_t cb_float_mode_enter(void);
void cb_float_mode_leave(uint32_t mode);

#ifdef __cplusplus
}
#endif
