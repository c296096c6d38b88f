/**
 * @deprecated use next(), will be removed after end of 2026
 */
call(); // HACK: drop this on 2026-09-15
