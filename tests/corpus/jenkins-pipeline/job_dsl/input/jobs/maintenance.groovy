folder('ops') { displayName('Operations') }
pipelineJob('ops/vacuum') {
    triggers {
        cron { spec('H 4 * * 0') }
    }
    definition { cps { script(readFileFromWorkspace('vacuum.groovy')) } }
}
job("ops/poll") {
    triggers { scm('H/5 * * * *') }
    steps { shell('make') }
}
