package io.rediscluster.docs.testing;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application to test.
 */
@SpringBootApplication
class ShopApplication {

}
