object A : BuildType({
    triggers { vcs { } }
    // schedule { schedulingPolicy = daily { hour = 1 } }
    val schedulingPolicy = 1
    schedule { schedulingPolicy = policies.nightly }
})
