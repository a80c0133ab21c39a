package io.rediscluster.sample.console;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The stream of the console: a snapshot with the last two minutes first, then a sample a
 * second.
 */
@RestController
class ConsoleController {

	private static final String REFUSAL = "{\"detail\":\"The console is open in " + Visitors.MAX
			+ " places; close one of them.\"}";

	private final Console console;

	ConsoleController(Console console) {
		this.console = console;
	}

	@GetMapping(path = "/console/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	ResponseEntity<SseEmitter> stream() {
		// a page does not learn the status of a stream, only its events
		SseEmitter emitter = this.console.open().orElseGet(() -> Visitor.refused(REFUSAL));
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(emitter);
	}

	/**
	 * Answers who asks for the headers only. The mapping of GET would let in a visitor
	 * whose stream goes nowhere and so never fails.
	 */
	@RequestMapping(path = "/console/stream", method = RequestMethod.HEAD)
	ResponseEntity<Void> headers() {
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.contentType(MediaType.TEXT_EVENT_STREAM)
			.build();
	}

}
