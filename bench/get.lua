-- A GET of the address that wrk was given. The request is made once.
wrk.headers["x-api-key"] = os.getenv("BENCH_KEYS")
