resource "aws_lambda_function" "{{ cookiecutter.name }}" {
  {% if cookiecutter.schedule %}
  x = [
  {% endif %}
}
