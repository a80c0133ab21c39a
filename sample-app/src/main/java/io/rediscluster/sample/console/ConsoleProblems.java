package io.rediscluster.sample.console;

import java.io.UncheckedIOException;

import io.rediscluster.client.ClusterClientException;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Says what was wrong with a request to the console.
 */
@RestControllerAdvice(basePackageClasses = ConsoleProblems.class)
class ConsoleProblems {

	@ExceptionHandler
	ProblemDetail invalid(InvalidFieldException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
		problem.setProperty("field", ex.field());
		return problem;
	}

	@ExceptionHandler
	ProblemDetail refused(ActionRefusedException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, ex.getMessage());
	}

	/** The cluster does not do now what the action needs: later it may. */
	@ExceptionHandler({ ClusterClientException.class, DataAccessException.class })
	ProblemDetail unavailable(RuntimeException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(ex.getMessage()));
	}

	/** The operating system did not do to a process what the action needs. */
	@ExceptionHandler
	ProblemDetail failed(UncheckedIOException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR, String.valueOf(ex.getMessage()));
	}

}
