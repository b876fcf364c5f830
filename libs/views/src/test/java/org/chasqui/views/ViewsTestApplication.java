package org.chasqui.views;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** A service with nothing but what a test adds. */
@SpringBootConfiguration
@EnableAutoConfiguration
class ViewsTestApplication {}
