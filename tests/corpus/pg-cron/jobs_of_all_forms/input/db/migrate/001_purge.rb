class Purge < ActiveRecord::Migration[7.0]
  # select cron.schedule('old', '0 3 * * *', 'x')
  def up
    execute "SELECT cron.schedule('prune', '0 3 * * *', 'DELETE FROM log')"
  end
end
