print("sim-train")
