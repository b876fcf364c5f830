package org.chasqui.messaging.autoconfigure;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection to Redis on which something was asked and nothing has been heard since; Lettuce then makes another.
 *
 * <p>Why: a command that gets no answer in its time fails, but its connection stays. Where the other end is gone without a word — a
 * firewall that has forgotten the connection, a proxy whose server is lost — the next command goes the same way, for ever.
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
        private boolean asked;
        private long askedAt;
        private boolean watching;

        Watch(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (!asked) {
                asked = true;
                askedAt = now(context);
                watch(context);
            }
            super.write(context, message, promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            asked = false;
            super.channelRead(context, message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            asked = false;
            super.channelInactive(context);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // why: what it does says all
        private void watch(ChannelHandlerContext context) {
            if (!watching) {
                watching = true;
                var left = timeout.toNanos() - (now(context) - askedAt);
                context.executor().schedule(() -> look(context), left, TimeUnit.NANOSECONDS);
            }
        }

        @SuppressWarnings("FutureReturnValueIgnored") // why: channelInactive tells of the end
        private void look(ChannelHandlerContext context) {
            watching = false;
            if (asked && now(context) - askedAt >= timeout.toNanos()) {
                context.close();
            } else if (asked) {
                watch(context);
            }
        }

        private static long now(ChannelHandlerContext context) {
            return context.executor().ticker().nanoTime();
        }
    }
}
