every 30.seconds do
  rake "too_often"
end

every :daily, at: "3am" do
  rake "macro_with_a_time"
end

every :fortnight do
  rake "unknown_word"
end

every interval_of(:sweep) do
  rake "computed"
end

every 1.day, at: start_time do
  rake "computed_time"
end

every 1.day, at: "a quarter past the tide" do
  rake "time_in_words"
end

every 5.years do
  rake "never"
end

every 10.minutes, at: 1..3 do
  rake "ports[#{port}]"
end
