/**
 * Commands over several slots that a cluster refuses, carried out in steps that each
 * concern one slot. Knows commands and their replies; connections, redirects and retries
 * are behind {@link io.rediscluster.client.internal.emulation.SlotCalls}.
 */
@NullMarked
package io.rediscluster.client.internal.emulation;

import org.jspecify.annotations.NullMarked;
