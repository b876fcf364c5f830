package org.chasqui.testing.architecture.samples.web;

import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

class DeletingController {
    @RequestMapping(method = {RequestMethod.GET, RequestMethod.DELETE})
    void delete() {}
}
