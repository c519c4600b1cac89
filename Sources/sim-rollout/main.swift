print("sim-rollout")
