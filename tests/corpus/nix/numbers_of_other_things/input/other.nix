{
  services.clock = {
    Hour = 3;
    Minute = 15;
  };
  services.poll.interval = { Hour = 1; };
  services.web.StartInterval2 = 60;
  lists = [ 1 2 { Hour = 3; } ];
  interval = [ { Minute = 5 + 1; } ];
}
