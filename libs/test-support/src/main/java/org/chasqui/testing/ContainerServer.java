package org.chasqui.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.util.Objects;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** A server in its own container. */
final class ContainerServer implements ServerProcess {

    private static final int LOG_TAIL = 30;

    private final GenericContainer<?> container;
    private final int port = Ports.free();

    ContainerServer(GenericContainer<?> container, int portInside) {
        this.container = container;
        container.withExposedPorts(portInside);
        // why a fixed port: clients use it again after the container was stopped and started
        container.withCreateContainerCmdModifier(
                command -> Objects.requireNonNullElseGet(command.getHostConfig(), HostConfig::new)
                        .withPortBindings(new PortBinding(binding(), ExposedPort.tcp(portInside))));
        container.waitingFor(new NoWait());
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else {
            docker().startContainerCmd(container.getContainerId()).exec();
        }
    }

    @Override
    public boolean isRunning() {
        try {
            return container.getContainerId() != null && Boolean.TRUE.equals(state().getRunning());
        } catch (NotFoundException removed) {
            return false;
        }
    }

    @Override
    public void signal(String name) {
        docker().killContainerCmd(container.getContainerId()).withSignal(name).exec();
    }

    /** Always true: Docker itself listens on the port, and does not start the container if it cannot. */
    @Override
    public boolean worksIn(String directory) {
        return true;
    }

    @Override
    public String logTail() {
        var lines = container.getLogs().lines().toList();
        return lines.stream().skip(Math.max(0, lines.size() - LOG_TAIL)).collect(Collectors.joining("\n"));
    }

    @Override
    public void remove() {
        container.stop();
    }

    /** Binds to loopback if Docker runs on this machine, since no other machine needs these servers. */
    private Binding binding() {
        return DockerClientFactory.instance().dockerHostIpAddress().equals("localhost")
                ? Binding.bindIpAndPort("127.0.0.1", port)
                : Binding.bindPort(port);
    }

    private InspectContainerResponse.ContainerState state() {
        return docker().inspectContainerCmd(container.getContainerId()).exec().getState();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    /** Does not wait: the classes of the servers wait for an answer themselves, at every start. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            // nothing to wait for
        }
    }
}
