namespace :backup do
  task :restore, [:day] => :environment do |_, args|
    abort "no backup of #{args.day}" unless File.exist?(args.day)
    begin
      restore(args.day)
    rescue IOError, SystemCallError => e
      warn "cannot restore: #{e}"
      exit 2
    end
    abort('nothing to do'.red) if args.day.nil?
  end
end
