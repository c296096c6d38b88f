class Map { void Go() { map.AddOrUpdate("k", () => 1, "0 3 * * *"); } }
