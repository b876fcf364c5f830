package org.chasqui.messaging.autoconfigure;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection to Redis on which something was asked and nothing has been heard since; Lettuce then makes another.
 *
 * <p>Why: a command that gets no answer in its time fails, but its connection stays. Where the other end is gone without a word — a
 * firewall that has forgotten the connection, a proxy whose server is lost — the next command goes the same way, for ever.
 */
final class SilentConnections implements NettyCustomizer {

    private final Duration patience;

    /** @param patience longer than any command may take */
    SilentConnections(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        channel.pipeline().addFirst(new Watch(patience));
    }

    private static final class Watch extends ChannelDuplexHandler {

        private final Duration patience;
        private @Nullable Future<?> end;

        Watch(Duration patience) {
            this.patience = patience;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (end == null) {
                end = context.executor().schedule(() -> giveUp(context), patience.toMillis(), TimeUnit.MILLISECONDS);
            }
            super.write(context, message, promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            heard();
            super.channelRead(context, message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            heard();
            super.channelInactive(context);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // why: channelInactive tells of the end
        private static void giveUp(ChannelHandlerContext context) {
            context.close();
        }

        private void heard() {
            if (end != null) {
                end.cancel(false);
                end = null;
            }
        }
    }
}
