package harbour

import (
	"github.com/rs/zerolog/log"
	"go.uber.org/zap"
)

func (s *Server) purge(lg *zap.Logger) {
	select {
	case e := <-s.errors:
		lg.Fatal("cannot purge tide tables", zap.Error(e))
	case <-s.stopping:
		return
	}
}

func (s *Server) open(cfg Config) {
	if cfg.Dir == "" {
		cfg.logger.Fatal("no directory for the tide tables", zap.String("flag", "--dir"))
	}
	if err := s.lock(cfg.Dir); err != nil {
		s.log.Fatalf("cannot lock %s: %v", cfg.Dir, err)
	}
	if err := s.read(); err != nil {
		s.sugar.Fatalw("cannot read tide tables", "error", err, "dir", cfg.Dir)
	}
	if s.port == 0 {
		log.Fatal().
			Int("port", s.port).
			Msg("no port to listen on")
	}
	if s.err != nil {
		log.WithError(s.err).Fatal("the server is broken")
	}
	if s.closed {
		log.Fatal().Err(s.err).Msgf("closed by %s", s.owner)
	}
}
