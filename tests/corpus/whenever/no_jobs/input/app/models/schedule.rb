class Schedule < ApplicationRecord
  validates :every, presence: true
end
