package io.rediscluster.sample;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Says which addresses to open, as the last words of the start.
 */
@Component
class AddressAnnouncer {

	private static final Log logger = LogFactory.getLog(AddressAnnouncer.class);

	@EventListener
	void onReady(ApplicationReadyEvent event) {
		if (event.getApplicationContext() instanceof WebServerApplicationContext context
				&& context.getWebServer() != null) {
			logger.info(addresses(context.getWebServer().getPort()));
		}
	}

	static String addresses(int port) {
		String root = "http://127.0.0.1:" + port;
		return String.join(System.lineSeparator() + "  ", "The console and the shop are open:", root + "/",
				root + "/actuator/health", root + "/actuator/rediscluster", root + "/load?seconds=10");
	}

}
