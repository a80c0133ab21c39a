package io.rediscluster.boot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * An application on virtual threads, in a JVM of its own: many of them want the two
 * dedicated connections of a node at the same time, and mix other commands in.
 */
final class VirtualThreadsProgram {

	static final int THREADS = 512;

	private VirtualThreadsProgram() {
	}

	public static void main(String[] args) throws InterruptedException {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run(args)) {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			AsyncTaskExecutor executor = context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
			AtomicInteger virtual = new AtomicInteger();
			AtomicInteger right = new AtomicInteger();
			CountDownLatch ended = new CountDownLatch(THREADS);
			for (int i = 0; i < THREADS; i++) {
				int number = i;
				executor.execute(() -> {
					try {
						virtual.addAndGet(Thread.currentThread().toString().startsWith("VirtualThread") ? 1 : 0);
						right.addAndGet(work(template, number) ? 1 : 0);
					}
					finally {
						ended.countDown();
					}
				});
			}
			boolean all = ended.await(100, TimeUnit.SECONDS);
			System.out.println("ended=" + all + " virtual=" + virtual + " right=" + right);
		}
	}

	/**
	 * Pushes a value and takes it again by a command that waits at the server.
	 */
	private static boolean work(StringRedisTemplate template, int number) {
		String key = "virtual:" + number;
		template.opsForValue().set(key + ":value", "v" + number);
		template.opsForList().leftPush(key, "x" + number);
		boolean taken = ("x" + number).equals(template.opsForList().leftPop(key, Duration.ofSeconds(60)));
		boolean read = ("v" + number).equals(template.opsForValue().get(key + ":value"));
		return taken && read && Boolean.TRUE.equals(template.delete(key + ":value"));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
