package org.chasqui.messaging.autoconfigure;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection to Redis on which a command was sent and nothing has come back since; Lettuce then makes another.
 *
 * <p>Why: a command that gets no answer in its time fails, but its connection stays. If the other end is gone without notice (a
 * firewall has forgotten the connection, a proxy has lost its server), every later command fails in the same way.
 */
final class SilentConnections implements NettyCustomizer {

    private final Duration timeout;

    /** @param timeout longer than any command may take */
    SilentConnections(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        channel.pipeline().addFirst(new Watch(timeout));
    }

    /** Why one timer for many commands: almost every one is answered, and a timer for each would be made and thrown away. */
    private static final class Watch extends ChannelDuplexHandler {

        private final Duration timeout;
        private boolean unanswered;
        private long unansweredSince;
        private boolean watching;

        Watch(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (!unanswered) {
                unanswered = true;
                unansweredSince = now(context);
                watch(context);
            }
            super.write(context, message, promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            unanswered = false;
            super.channelRead(context, message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            unanswered = false;
            super.channelInactive(context);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // why: the check needs no result
        private void watch(ChannelHandlerContext context) {
            if (!watching) {
                watching = true;
                var left = timeout.toNanos() - (now(context) - unansweredSince);
                context.executor().schedule(() -> check(context), left, TimeUnit.NANOSECONDS);
            }
        }

        @SuppressWarnings("FutureReturnValueIgnored") // why: channelInactive reports the end
        private void check(ChannelHandlerContext context) {
            watching = false;
            if (unanswered && now(context) - unansweredSince >= timeout.toNanos()) {
                context.close();
            } else if (unanswered) {
                watch(context);
            }
        }

        private static long now(ChannelHandlerContext context) {
            return context.executor().ticker().nanoTime();
        }
    }
}
