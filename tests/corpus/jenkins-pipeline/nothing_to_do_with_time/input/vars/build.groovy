/* triggers { cron('@daily') } */
def call(String spec) {
    pipeline {
        triggers { githubPush() }
        stages { stage('cron') { steps { cron('@daily'); scm(url: 'x'); echo "pipelineTriggers([cron('x')])" } } }
    }
    def cron = '@weekly'
}
