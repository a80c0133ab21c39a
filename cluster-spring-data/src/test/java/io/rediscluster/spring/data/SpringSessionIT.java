package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Session's repositories on a real cluster, with keys in whichever slots they are.
 */
class SpringSessionIT extends OnSharedCluster {

	private static final String PRINCIPAL = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	private final RedisTemplate<String, Object> template = template();

	private final StringRedisTemplate strings = new StringRedisTemplate(factory);

	private static RedisTemplate<String, Object> template() {
		RedisTemplate<String, Object> template = new RedisTemplate<>();
		template.setConnectionFactory(factory);
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.afterPropertiesSet();
		return template;
	}

	@Test
	void sessionsAreSavedFoundAndDeleted() {
		savesFindsAndDeletes(new RedisSessionRepository(this.template));
		assertThat(this.strings.keys("*")).isEmpty();
	}

	@Test
	void indexedSessionsAreSavedFoundAndDeleted() {
		savesFindsAndDeletes(new RedisIndexedSessionRepository(this.template));
	}

	private <S extends Session> void savesFindsAndDeletes(SessionRepository<S> repository) {
		S session = repository.createSession();
		session.setMaxInactiveInterval(Duration.ofMinutes(10));
		session.setAttribute("cart", "3 pens");
		repository.save(session);
		String key = this.strings.keys("*" + session.getId())
			.stream()
			.filter((candidate) -> this.strings.type(candidate) == DataType.HASH)
			.findFirst()
			.orElseThrow();
		assertThat(this.strings.getExpire(key)).isPositive();
		S found = repository.findById(session.getId());
		assertThat(found.<String>getAttribute("cart")).isEqualTo("3 pens");
		found.setAttribute("cart", "4 pens");
		found.removeAttribute("missing");
		repository.save(found);
		assertThat(repository.findById(session.getId()).<String>getAttribute("cart")).isEqualTo("4 pens");
		repository.deleteById(session.getId());
		assertThat(repository.findById(session.getId())).isNull();
	}

	@Test
	void sessionsOfAPrincipalAreFound() {
		RedisIndexedSessionRepository repository = new RedisIndexedSessionRepository(this.template);
		for (String name : new String[] { "ada", "ada", "bob" }) {
			save(repository, name);
		}
		Map<String, ? extends Session> found = repository.findByIndexNameAndIndexValue(PRINCIPAL, "ada");
		assertThat(found).hasSize(2);
		repository.deleteById(found.keySet().iterator().next());
		assertThat(repository.findByPrincipalName("ada")).hasSize(1);
		assertThat(repository.findByPrincipalName("carl")).isEmpty();
	}

	private static <S extends Session> void save(SessionRepository<S> repository, String principal) {
		S session = repository.createSession();
		session.setAttribute(PRINCIPAL, principal);
		repository.save(session);
	}

	@Test
	void aNewIdAtLoginKeepsTheSessionAndItsTimeToLive() {
		changesItsId(new RedisSessionRepository(this.template));
		changesItsId(new RedisIndexedSessionRepository(this.template));
	}

	private <S extends Session> void changesItsId(SessionRepository<S> repository) {
		S session = repository.createSession();
		session.setAttribute("cart", "3 pens");
		repository.save(session);
		S login = repository.findById(session.getId());
		String old = login.getId();
		String changed = login.changeSessionId();
		repository.save(login);
		assertThat(repository.findById(old)).isNull();
		assertThat(repository.findById(changed).<String>getAttribute("cart")).isEqualTo("3 pens");
		Set<String> keys = this.strings.keys("*" + changed);
		assertThat(keys).isNotEmpty().allSatisfy((key) -> assertThat(this.strings.getExpire(key)).isPositive());
		assertThat(this.strings.keys("*" + old)).isEmpty();
	}

	@Test
	void aSessionThatIsGoneCanBeRenamedWithoutAnError() {
		RedisIndexedSessionRepository repository = new RedisIndexedSessionRepository(this.template);
		assertThat(isForgotten(repository)).isTrue();
	}

	private static <S extends Session> boolean isForgotten(SessionRepository<S> repository) {
		S session = repository.createSession();
		repository.save(session);
		S late = repository.findById(session.getId());
		repository.deleteById(session.getId());
		late.changeSessionId();
		repository.save(late);
		return repository.findById(session.getId()) == null;
	}

}
