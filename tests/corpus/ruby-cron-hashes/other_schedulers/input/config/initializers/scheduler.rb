Sidekiq.schedule = { "tidy" => { "every" => ["1h", { first_in: "5s" }], "class" => "TidyJob", "enabled" => false } }
