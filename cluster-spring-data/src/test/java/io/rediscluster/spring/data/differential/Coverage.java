package io.rediscluster.spring.data.differential;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often each method was called and with what success. Preparations do not count.
 */
final class Coverage {

	private final Map<Method, Integer> calls = new HashMap<>();

	private final Set<Method> unknown = new HashSet<>();

	private int total;

	private int telling;

	void count(Call call, Outcome outcome) {
		this.calls.merge(call.method(), 1, Integer::sum);
		this.total++;
		if (outcome.isTelling() || (call.isVoid() && outcome.error() == null)) {
			this.telling++;
		}
		if (outcome.hasMessage("unknown command")) {
			this.unknown.add(call.method());
		}
	}

	int calls(Method method) {
		return this.calls.getOrDefault(method, 0);
	}

	/** Whether the server said that it has no such command. */
	boolean isUnknown(Method method) {
		return this.unknown.contains(method);
	}

	int methods() {
		return this.calls.size();
	}

	int unknownMethods() {
		return this.unknown.size();
	}

	int total() {
		return this.total;
	}

	int tellingPercent() {
		return (this.total > 0) ? this.telling * 100 / this.total : 0;
	}

	List<String> calledLessThan(int times) {
		return this.calls.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() < times)
			.map((entry) -> Call.signature(entry.getKey()) + " " + entry.getValue())
			.toList();
	}

}
