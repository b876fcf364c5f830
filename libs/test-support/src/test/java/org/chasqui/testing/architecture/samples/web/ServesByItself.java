package org.chasqui.testing.architecture.samples.web;

import org.springframework.web.HttpRequestHandler;

abstract class ServesByItself implements HttpRequestHandler {}
