package io.rediscluster.sample.load;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The load generator over HTTP. GET is allowed too, so that a browser's address bar is
 * enough.
 */
@RestController
class LoadController {

	private static final int MAX_SECONDS = 60;

	private final LoadGenerator generator;

	LoadController(LoadGenerator generator) {
		this.generator = generator;
	}

	@RequestMapping(path = "/load", method = { RequestMethod.GET, RequestMethod.POST })
	LoadResult load(@RequestParam(defaultValue = "10") int seconds, @RequestParam(defaultValue = "8") int threads)
			throws InterruptedException {
		checkRange("seconds", seconds, MAX_SECONDS);
		checkRange("threads", threads, LoadPlan.MAX_THREADS);
		return this.generator.run(seconds, threads)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.CONFLICT, "A load is running already"));
	}

	private static void checkRange(String name, int value, int max) {
		if (value < 1 || value > max) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'" + name + "' must be from 1 to " + max);
		}
	}

}
